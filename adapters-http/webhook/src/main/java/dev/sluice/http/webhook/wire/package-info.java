/** The wire's names and sentences that webhooks and the API share. Not for embedders. */
@NullMarked
package dev.sluice.http.webhook.wire;

import org.jspecify.annotations.NullMarked;
