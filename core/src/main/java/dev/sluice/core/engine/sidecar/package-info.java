/** Files stored next to a result: subtitles and thumbnails. */
@NullMarked
package dev.sluice.core.engine.sidecar;

import org.jspecify.annotations.NullMarked;
