/** PLACEHOLDER */
@NullMarked
package dev.sluice.testkit.sample;

import org.jspecify.annotations.NullMarked;
