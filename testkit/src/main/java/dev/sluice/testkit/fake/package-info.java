/** PLACEHOLDER */
@NullMarked
package dev.sluice.testkit.fake;

import org.jspecify.annotations.NullMarked;
