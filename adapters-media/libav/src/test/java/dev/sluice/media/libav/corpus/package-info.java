/**
 * A differential test over generated sources: each case knows from what was put into its source
 * what has to come out, and the result is read back by libav alone.
 */
@NullMarked
package dev.sluice.media.libav.corpus;

import org.jspecify.annotations.NullMarked;
