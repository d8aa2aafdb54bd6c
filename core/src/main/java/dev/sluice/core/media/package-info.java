/** Pure rules about codecs, containers and renditions that several adapters share. */
@NullMarked
package dev.sluice.core.media;

import org.jspecify.annotations.NullMarked;
