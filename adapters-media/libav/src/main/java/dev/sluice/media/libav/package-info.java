/**
 * The transcoder on the libav libraries of FFmpeg.
 *
 * <p>The public types are {@link dev.sluice.media.libav.LibavTranscoder}, its settings and its
 * check. The packages below are internal, and each uses only those listed before it: {@code base}
 * (loading of the natives, errors, time bases, the table of formats), {@code io} (byte streams that
 * call Java), {@code plan} (pure decisions on the streams of a source), {@code check} (formats and
 * truncation), {@code demux}, {@code mux}, {@code codec}, {@code still} (covers and thumbnails).
 */
@NullMarked
package dev.sluice.media.libav;

import org.jspecify.annotations.NullMarked;
