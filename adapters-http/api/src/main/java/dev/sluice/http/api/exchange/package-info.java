/** PLACEHOLDER */
@NullMarked
package dev.sluice.http.api.exchange;

import org.jspecify.annotations.NullMarked;
