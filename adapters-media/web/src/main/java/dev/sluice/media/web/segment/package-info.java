/** Streams in segments as inputs: loaded ahead, decrypted and checked, live or ended. */
@NullMarked
package dev.sluice.media.web.segment;

import org.jspecify.annotations.NullMarked;
