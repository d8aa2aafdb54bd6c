package dev.sluice.core.port;

/**
 * What a transcoder did.
 *
 * @param source what the inputs held
 * @param plan what was done to each stream, such as {@code h264:copy opus>aac}
 */
public record TranscodeResult(MediaFacts source, String plan) {}
