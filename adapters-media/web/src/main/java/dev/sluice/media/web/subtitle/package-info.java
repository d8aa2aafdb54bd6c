/** Subtitles as WebVTT, whatever format their source has. */
@NullMarked
package dev.sluice.media.web.subtitle;

import org.jspecify.annotations.NullMarked;
