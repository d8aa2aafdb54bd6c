/** Checks of a source: files that are not media, truncated files, impossible values. */
@NullMarked
package dev.sluice.media.libav.check;

import org.jspecify.annotations.NullMarked;
