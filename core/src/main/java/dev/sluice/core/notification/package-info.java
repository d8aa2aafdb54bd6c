/** Notifications that are delivered to webhooks. */
@NullMarked
package dev.sluice.core.notification;

import org.jspecify.annotations.NullMarked;
