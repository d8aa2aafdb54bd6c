/** PLACEHOLDER */
@NullMarked
package dev.sluice.http.api.request;

import org.jspecify.annotations.NullMarked;
