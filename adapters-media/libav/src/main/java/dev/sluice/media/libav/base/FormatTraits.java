package dev.sluice.media.libav.base;

import dev.sluice.core.request.Container;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The table of container formats: how libav calls them, and the traits of each that this adapter
 * depends on. libav's own flags ({@code AVFMT_…}) do not cover these.
 *
 * <p>Only formats with a demuxer here may be read: containers of media, no pictures, no playlists,
 * nothing that refers to other files.
 */
public enum FormatTraits {
  /** The ISO base media file format and QuickTime. */
  ISO(
      List.of("mov", "mp4", "m4a", "3gp", "3g2", "mj2"),
      List.of("mp4", "mov", "ipod"),
      EndCheck.PACKET_INDEX,
      CoverStorage.STREAM,
      "moov_size",
      Trait.PRESENTATION_TIMES,
      Trait.TIMES_AFTER_SEEK,
      Trait.SHARED_CLOCK,
      Trait.INDEXES_ALL_PACKETS,
      Trait.FRAGMENTS,
      Trait.EDIT_LISTS,
      Trait.OMITS_EMPTY_TRACKS,
      Trait.HVC1_TAG,
      Trait.FILLS_INDEX_ROOM),

  MATROSKA(
      List.of("matroska", "webm"),
      List.of("matroska", "webm"),
      EndCheck.SEGMENT_SIZE,
      CoverStorage.ATTACHMENT,
      "reserve_index_space",
      Trait.PRESENTATION_TIMES,
      Trait.TIMES_AFTER_SEEK,
      Trait.SHARED_CLOCK),

  MPEGTS("mpegts", EndCheck.TRANSPORT_PACKETS, Trait.TIMES_AFTER_SEEK, Trait.SHARED_CLOCK),

  /** The MPEG program stream. */
  MPEG("mpeg", EndCheck.PROGRAM_PACKETS, Trait.TIMES_AFTER_SEEK),

  AVI("avi", EndCheck.RIFF_SIZE, Trait.TIMES_AFTER_SEEK, Trait.DECODING_ORDER_ONLY),

  FLV("flv", EndCheck.FLV_TAGS, Trait.TIMES_AFTER_SEEK, Trait.APPENDED_CLOCKS),

  OGG(
      List.of("ogg"),
      List.of("ogg", "opus"),
      EndCheck.OGG_PAGE,
      CoverStorage.COMMENT,
      "",
      Trait.TIMES_AFTER_SEEK,
      Trait.CHAINED,
      Trait.STREAM_COMMENTS),

  WAV("wav", EndCheck.RIFF_SIZE, Trait.TIMES_AFTER_SEEK, Trait.UNFRAMED),

  W64("w64", EndCheck.STATED_SIZE, Trait.TIMES_AFTER_SEEK, Trait.UNFRAMED),

  MP3("mp3", EndCheck.MPEG_FRAMES, Trait.ID3_TAGS, Trait.ENCODER_DELAY_AS_START),

  AAC("aac", EndCheck.ADTS_FRAMES),

  FLAC("flac", EndCheck.FLAC_FRAMES, Trait.TIMES_AFTER_SEEK),

  ASF("asf", EndCheck.STATED_SIZE, Trait.TIMES_AFTER_SEEK),

  AC3("ac3", EndCheck.AC3_FRAMES),

  EAC3("eac3", EndCheck.AC3_FRAMES),

  AIFF("aiff", EndCheck.STATED_SIZE, Trait.TIMES_AFTER_SEEK, Trait.UNFRAMED),

  CAF("caf", EndCheck.STATED_SIZE, Trait.TIMES_AFTER_SEEK, Trait.UNFRAMED),

  AMR("amr", EndCheck.DURATION),

  MXF("mxf", EndCheck.DURATION),

  DV("dv", EndCheck.DURATION),

  /** Any format that is neither read nor made by a job. */
  OTHER(List.of(), List.of(), EndCheck.DURATION, CoverStorage.STREAM, "");

  /** A property of a format that changes how it is read or written. */
  public enum Trait {
    /**
     * Each packet carries its presentation time. Elsewhere libav must derive it ({@code GENPTS}).
     */
    PRESENTATION_TIMES,

    /** Times are stored, so that they are right after a seek. Elsewhere libav estimates them. */
    TIMES_AFTER_SEEK,

    /** Times are points on a clock that other inputs of the same media may share. */
    SHARED_CLOCK,

    /**
     * Recorders append to a file, and times then start again. A leap forward is a pause, and stays.
     */
    APPENDED_CLOCKS,

    /** Where new streams begin in the middle, all streams before have ended. */
    CHAINED,

    /** The index in front lists all packets, unless the file is fragmented. */
    INDEXES_ALL_PACKETS,

    /** The file may consist of fragments, which libav finds one by one. */
    FRAGMENTS,

    /** The container hides what lies before the time zero. */
    EDIT_LISTS,

    /** The index, which is written last, has only the tracks that have packets. */
    OMITS_EMPTY_TRACKS,

    /** HEVC needs the codec tag {@code hvc1}, the only one that Apple's players accept. */
    HVC1_TAG,

    /** The muxer fills the index's room before it reports that the index does not fit. */
    FILLS_INDEX_ROOM,

    /** Packets are stored in decoding order, and nothing says when they are shown. */
    DECODING_ORDER_ONLY,

    /** The silence that an encoder puts in front shows as a late start of the stream. */
    ENCODER_DELAY_AS_START,

    /** Nothing divides the samples into packets, so that the last one may have any size. */
    UNFRAMED,

    /** Tags are ID3: of version 2.3, with a day but no time of day. */
    ID3_TAGS,

    /** Tags, chapters and the cover are comments of the stream. */
    STREAM_COMMENTS
  }

  /** The evidence by which a truncated file is recognized. */
  public enum EndCheck {
    /** All packets of the index must lie within the file. */
    PACKET_INDEX("packet"),
    /** The Segment announces its size; if it does not, the last block must be whole. */
    SEGMENT_SIZE("block"),
    /** The first chunk announces its size. */
    RIFF_SIZE("chunk"),
    /** The header states the size of the media. */
    STATED_SIZE("packet"),
    /** The file must end with a whole tag. */
    FLV_TAGS("tag"),
    /** The file must end with a whole transport packet and a whole packet of sound. */
    TRANSPORT_PACKETS("transport packet"),
    /** The file must end with a whole packet. */
    PROGRAM_PACKETS("packet"),
    /** The file must end with a whole page. */
    OGG_PAGE("page"),
    /** The file must end with a whole frame of AAC. */
    ADTS_FRAMES("frame"),
    /** The file must end with a whole frame of AC-3. */
    AC3_FRAMES("frame"),
    /** The file must end with a whole frame of MPEG audio. */
    MPEG_FRAMES("frame"),
    /** The file must end with a frame whose checksum is right. */
    FLAC_FRAMES("frame"),
    /** Nothing but the announced duration. */
    DURATION("packet");

    private final String unit;

    EndCheck(String unit) {
      this.unit = unit;
    }

    /** Returns what the file consists of, for people. */
    public String unit() {
      return unit;
    }
  }

  /** The way in which a format stores a cover. */
  public enum CoverStorage {
    /** As a stream with a single picture, which the muxer stores among the tags. */
    STREAM,
    ATTACHMENT,
    COMMENT
  }

  private final List<String> demuxers;
  private final List<String> muxers;
  private final EndCheck endCheck;
  private final CoverStorage coverStorage;
  private final Optional<String> indexOption;
  private final Set<Trait> traits;

  FormatTraits(String name, EndCheck endCheck, Trait... traits) {
    this(List.of(name), List.of(name), endCheck, CoverStorage.STREAM, "", traits);
  }

  FormatTraits(
      List<String> demuxers,
      List<String> muxers,
      EndCheck endCheck,
      CoverStorage coverStorage,
      String indexOption,
      Trait... traits) {
    this.demuxers = demuxers;
    this.muxers = muxers;
    this.endCheck = endCheck;
    this.coverStorage = coverStorage;
    this.indexOption = Optional.of(indexOption).filter(option -> !option.isEmpty());
    this.traits = Set.of(traits);
  }

  /**
   * Returns the format that a demuxer reads.
   *
   * @param name of the demuxer, as libav gives it: one name or several, such as {@code
   *     matroska,webm}
   */
  public static FormatTraits ofDemuxer(String name) {
    List<String> names = List.of(name.split(","));
    return Arrays.stream(values())
        .filter(format -> format.demuxers.stream().anyMatch(names::contains))
        .findFirst()
        .orElse(OTHER);
  }

  /** Returns the format of a container that a job can ask for. */
  public static FormatTraits of(Container container) {
    return ofMuxer(muxerName(container));
  }

  /** Returns the name of libav's muxer for a container. */
  public static String muxerName(Container container) {
    return switch (container) {
      case MP4 -> "mp4";
      case MOV -> "mov";
      case MKV -> "matroska";
      case WEBM -> "webm";
      case M4A -> "ipod";
      case MP3 -> "mp3";
      case OGG -> "ogg";
      case OPUS -> "opus";
    };
  }

  /** Returns the format that a muxer of libav writes. */
  public static FormatTraits ofMuxer(String name) {
    return Arrays.stream(values())
        .filter(format -> format.muxers.contains(name))
        .findFirst()
        .orElse(OTHER);
  }

  /** Returns the names of all demuxers that may be used, in the form of libav's whitelist. */
  public static String demuxerWhitelist() {
    return Arrays.stream(values())
        .flatMap(format -> format.demuxers.stream())
        .collect(Collectors.joining(","));
  }

  public boolean has(Trait trait) {
    return traits.contains(trait);
  }

  public EndCheck endCheck() {
    return endCheck;
  }

  public CoverStorage coverStorage() {
    return coverStorage;
  }

  /** Returns the muxer's option that reserves room for the index; empty if there is no index. */
  public Optional<String> indexOption() {
    return indexOption;
  }
}
