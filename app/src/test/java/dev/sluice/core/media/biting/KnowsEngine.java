package dev.sluice.core.media.biting;

import dev.sluice.core.engine.Engine;

/** Breaks the rule on the order of core's packages. */
public final class KnowsEngine {
  Engine seen;
}
