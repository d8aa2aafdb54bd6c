package dev.sluice.app.wiring;

import dev.sluice.app.settings.Settings;
import dev.sluice.media.web.client.CookieFile;
import dev.sluice.media.web.client.Cookies;
import dev.sluice.media.web.client.HttpProxy;
import dev.sluice.media.web.client.SiteCredentials;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The operator's file of the cookies and the proxy of each API key: its name, a tab, a file of
 * cookies, a tab, a proxy on each line; {@code -} stands for none of them, {@code *} for every key
 * that is not named. What begins with {@code #} is a comment.
 */
final class SiteCredentialsFile {
  private static final String ALL_OTHERS = "*";
  private static final String NONE = "-";

  private final Map<String, SiteCredentials> byName;

  private SiteCredentialsFile(Map<String, SiteCredentials> byName) {
    this.byName = Map.copyOf(byName);
  }

  /**
   * Reads the file, and each file of cookies once, so that a fault is reported at the start.
   *
   * @throws StartException with a sentence
   */
  static SiteCredentialsFile of(Settings settings, InstantSource clock) {
    return settings
        .pages()
        .credentials()
        .map(file -> read(file, clock))
        .orElseGet(() -> new SiteCredentialsFile(Map.of()));
  }

  /**
   * @param name of a key; empty for who has none
   */
  SiteCredentials of(Optional<String> name) {
    return name.map(byName::get).orElse(byName.getOrDefault(ALL_OTHERS, SiteCredentials.NONE));
  }

  /** Returns the number of lines. */
  int size() {
    return byName.size();
  }

  private static SiteCredentialsFile read(Path file, InstantSource clock) {
    Map<String, SiteCredentials> byName = new HashMap<>();
    List<String> lines = lines(file, "The file of site-credentials %s");
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).replace("\ufeff", "").strip();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      try {
        String[] parts = line.split("\t+", -1);
        if (parts.length != 3) {
          throw new IllegalArgumentException(
              "It must hold a key's name, a tab, a file of cookies or -, a tab, and a proxy or -");
        }
        SiteCredentials access =
            new SiteCredentials(
                given(parts[1]).map(name -> cookies(file.resolveSibling(name), clock)),
                given(parts[2]).map(HttpProxy::parse));
        if (byName.put(parts[0].strip(), access) != null) {
          throw new IllegalArgumentException("It names a key that a line before it names already");
        }
      } catch (IllegalArgumentException e) {
        throw new StartException("Line %s of %s: %s".formatted(i + 1, file, e.getMessage()), e);
      }
    }
    return new SiteCredentialsFile(byName);
  }

  private static Optional<String> given(String text) {
    return Optional.of(text.strip()).filter(part -> !part.equals(NONE));
  }

  private static CookieFile cookies(Path file, InstantSource clock) {
    try {
      Cookies.parse(lines(file, "The file of cookies %s"));
    } catch (IllegalArgumentException e) {
      throw new StartException("%s: %s".formatted(e.getMessage(), file), e);
    }
    return new CookieFile(file, clock);
  }

  private static List<String> lines(Path file, String what) {
    try {
      return Files.readAllLines(file);
    } catch (CharacterCodingException e) {
      throw new StartException(
          String.format(Locale.ROOT, what, file) + " is not written in UTF-8", e);
    } catch (IOException e) {
      throw new StartException(
          "%s cannot be read (%s); check the setting site-credentials"
              .formatted(String.format(Locale.ROOT, what, file), e),
          e);
    }
  }
}
