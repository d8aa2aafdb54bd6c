/** Strict fakes of the ports, for tests of the engine and of code that embeds it. */
@NullMarked
package dev.sluice.testkit.fake;

import org.jspecify.annotations.NullMarked;
