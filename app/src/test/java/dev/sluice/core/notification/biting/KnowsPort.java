package dev.sluice.core.notification.biting;

import dev.sluice.core.port.web.Notifier;

/** Breaks the rule on the order of core's packages. */
public final class KnowsPort {
  Notifier seen;
}
