/** PLACEHOLDER */
@NullMarked
package dev.sluice.http.webhook;

import org.jspecify.annotations.NullMarked;
