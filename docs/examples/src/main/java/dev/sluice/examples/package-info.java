/** Programs that show one thing each; every one is compiled and run by the build. */
@NullMarked
package dev.sluice.examples;

import org.jspecify.annotations.NullMarked;
