/** PLACEHOLDER */
@NullMarked
package dev.sluice.http.api;

import org.jspecify.annotations.NullMarked;
