package dev.sluice.core.port;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * What lies behind a URL: what the source says of itself, or its media's tags where it says
 * nothing.
 *
 * @param releaseDate as the source writes it, ISO 8601 where it can be told
 * @param size in bytes, of all inputs together, where the origin tells it
 */
public record SourceFacts(
    Optional<String> title,
    Optional<String> description,
    Optional<String> releaseDate,
    OptionalLong size,
    MediaFacts media) {}
