/** Generated clips for tests. */
@NullMarked
package dev.sluice.media.libav.sample;

import org.jspecify.annotations.NullMarked;
