package dev.sluice.media.biting;

/** Breaks a wall on purpose, for ArchitectureTestBites. */
public final class MediaServiceImpl {

  private MediaServiceImpl() {}
}
