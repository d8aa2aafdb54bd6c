package dev.sluice.media.libav.demux;

import dev.sluice.media.libav.base.FormatTraits;
import dev.sluice.media.libav.base.Metadata;
import dev.sluice.media.libav.check.SampleEntries;
import dev.sluice.media.libav.check.Scrambling;
import java.util.Set;

/** The encrypted streams of an input, by what its container says. */
final class Protection {
  /** Where libav notes the id of a key that Matroska names for a track. */
  private static final String MATROSKA_KEY = "enc_key_id";

  /** Set by ASF files with the older content encryption. */
  private static final String ASF_PROTECTION = "asf_protection_type";

  private final Demuxer demuxer;
  private final Set<Integer> tracks;
  private final Set<Integer> scrambled;
  private final boolean whole;

  Protection(Demuxer demuxer) {
    this.demuxer = demuxer;
    tracks =
        demuxer.traits() == FormatTraits.ISO
            ? SampleEntries.protectedTracks(demuxer.front())
            : Set.of();
    scrambled =
        switch (demuxer.traits()) {
          case MPEGTS -> Scrambling.transportStreams(demuxer.front());
          case MPEG -> Scrambling.programStreams(demuxer.front());
          default -> Set.of();
        };
    whole = Metadata.tags(demuxer.context().metadata()).containsKey(ASF_PROTECTION);
  }

  /** Returns whether a stream is encrypted. */
  boolean covers(int index) {
    return whole
        || tracks.contains(index)
        || isScrambled(demuxer.stream(index).id())
        || Metadata.tags(demuxer.stream(index).metadata()).containsKey(MATROSKA_KEY);
  }

  private boolean isScrambled(int id) {
    return scrambled.contains(
        demuxer.traits() == FormatTraits.MPEG ? Scrambling.programStream(id) : id);
  }
}
