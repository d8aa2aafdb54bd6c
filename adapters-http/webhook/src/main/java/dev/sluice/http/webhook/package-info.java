/** Webhooks: the notifier, its signatures and the bodies it sends. */
@NullMarked
package dev.sluice.http.webhook;

import org.jspecify.annotations.NullMarked;
