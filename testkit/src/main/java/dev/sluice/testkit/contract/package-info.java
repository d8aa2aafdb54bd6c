/** PLACEHOLDER */
@NullMarked
package dev.sluice.testkit.contract;

import org.jspecify.annotations.NullMarked;
