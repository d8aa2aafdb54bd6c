/** PLACEHOLDER */
@NullMarked
package dev.sluice.http.api.error;

import org.jspecify.annotations.NullMarked;
