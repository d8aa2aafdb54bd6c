package dev.sluice.storage.biting;

import org.bytedeco.ffmpeg.avcodec.AVPacket;

/** Breaks a wall on purpose, for ArchitectureTestBites. */
public final class KnowsLibav {
  static AVPacket seen;

  private KnowsLibav() {}
}
