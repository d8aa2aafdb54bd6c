/** PLACEHOLDER */
@NullMarked
package dev.sluice.testkit.site;

import org.jspecify.annotations.NullMarked;
