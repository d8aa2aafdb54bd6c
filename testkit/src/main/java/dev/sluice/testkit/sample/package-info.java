/** Sample jobs, media information and bytes for tests. */
@NullMarked
package dev.sluice.testkit.sample;

import org.jspecify.annotations.NullMarked;
