/** One contract per port: abstract tests that an adapter extends and passes. */
@NullMarked
package dev.sluice.testkit.contract;

import org.jspecify.annotations.NullMarked;
