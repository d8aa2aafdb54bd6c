package dev.sluice.core.port;

import java.util.Optional;

/**
 * What a transcoder did.
 *
 * @param source what the inputs held
 * @param plan what was done to each stream, such as {@code h264:copy opus>aac}
 * @param shorterSide of the result's picture as a player shows it, in pixels; empty without picture
 */
public record TranscodeResult(MediaFacts source, String plan, Optional<Integer> shorterSide) {}
