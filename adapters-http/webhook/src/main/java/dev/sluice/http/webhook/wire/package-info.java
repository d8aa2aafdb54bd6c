/** PLACEHOLDER */
@NullMarked
package dev.sluice.http.webhook.wire;

import org.jspecify.annotations.NullMarked;
