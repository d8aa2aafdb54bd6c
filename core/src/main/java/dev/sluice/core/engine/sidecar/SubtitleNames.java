package dev.sluice.core.engine.sidecar;

import dev.sluice.core.request.Language;
import java.util.Optional;

/** Names subtitle files by the language that a source declares. Pure. */
public final class SubtitleNames {
  private static final String ENDING = ".vtt";

  private SubtitleNames() {}

  /** Returns a language tag of BCP 47. */
  static String language(Optional<String> declared) {
    return declared.flatMap(Language::find).orElse(Language.UNDETERMINED).tag();
  }

  static String extension(Optional<String> declared) {
    return language(declared) + ENDING;
  }

  /** Returns the language of a file with this extension. */
  public static String languageOf(String extension) {
    return extension.substring(0, extension.length() - ENDING.length());
  }
}
