/**
 * The transcoder on libav. Three layers: what to do is decided in {@code dev.sluice.media.plan};
 * the native resources ({@code Demuxer}, {@code Muxer}, {@code VideoEncoding}, …) each own their
 * handles; the loop ({@code Transcoding}) only moves packets between them.
 */
@NullMarked
package dev.sluice.media.libav;

import org.jspecify.annotations.NullMarked;
