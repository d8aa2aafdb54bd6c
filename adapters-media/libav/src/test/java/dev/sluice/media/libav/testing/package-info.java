/** Makes and reads media by libav alone, for tests that judge this adapter from outside. */
@NullMarked
package dev.sluice.media.libav.testing;

import org.jspecify.annotations.NullMarked;
