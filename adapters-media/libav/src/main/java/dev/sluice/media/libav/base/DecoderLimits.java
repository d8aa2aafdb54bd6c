package dev.sluice.media.libav.base;

/**
 * The limits of decoders and encoders.
 *
 * @param threads the threads of each; 0 lets libav choose
 * @param maxPixels the largest picture that is decoded
 */
public record DecoderLimits(int threads, long maxPixels) {}
