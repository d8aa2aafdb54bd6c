/**
 * Assertions about transcoded files, for anyone who writes a transcoder: whether picture and sound
 * are in sync, whether anything is missing or repeated, and whether copies are exact. They know no
 * codec: a {@link dev.sluice.testkit.media.MediaDecoder} of the caller decodes the files.
 */
@NullMarked
package dev.sluice.testkit.media;

import org.jspecify.annotations.NullMarked;
