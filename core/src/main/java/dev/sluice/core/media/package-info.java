/** Pure rules about codecs, containers, renditions and subtitles that several adapters share. */
@NullMarked
package dev.sluice.core.media;

import org.jspecify.annotations.NullMarked;
