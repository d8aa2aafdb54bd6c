package dev.sluice.media.libav.testing;

import dev.sluice.core.port.media.MediaInfo.StreamKind;
import dev.sluice.testkit.media.DecodedMedia;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One stream of a file, decoded.
 *
 * @param codec libav's name
 * @param dispositions libav's names of those that are set
 * @param aspect the width of a pixel divided by its height
 * @param rotation clockwise, in degrees
 * @param payload what the packets carry, one behind the other; NAL units have their lengths in
 *     front, and no parameter sets and delimiters
 * @param errors the number of packets that cannot be decoded
 * @param media the pictures or the sound; empty for other streams
 * @param cues the texts of subtitles
 */
public record DecodedStream(
    StreamKind kind,
    String codec,
    Map<String, String> tags,
    Set<String> dispositions,
    int width,
    int height,
    double aspect,
    int rotation,
    int channels,
    int sampleRate,
    byte[] payload,
    int errors,
    DecodedMedia media,
    List<DecodedCue> cues) {}
