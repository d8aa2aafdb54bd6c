package dev.sluice.media.web.testing;

import dev.sluice.core.request.SourceUrl;
import dev.sluice.testkit.site.LoopbackSite;
import dev.sluice.testkit.site.SiteResource;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * A site of HTTP Live Streaming on 127.0.0.1. It cuts media that the caller has made into segments
 * and writes the playlists; what goes wrong can be said to each {@link SiteResource}. Thread-safe.
 */
public final class HlsSite implements AutoCloseable {
  private static final String PLAYLIST = "application/vnd.apple.mpegurl";
  private static final int TRANSPORT_PACKET = 188;
  private static final byte TRANSPORT_SYNC = 0x47;

  private final LoopbackSite site = LoopbackSite.start();

  private HlsSite() {}

  /** A running site on which there is nothing yet. */
  public static HlsSite start() {
    return new HlsSite();
  }

  /** The site itself, for what it was asked and for what is no playlist. */
  public LoopbackSite site() {
    return site;
  }

  public SourceUrl url(String path) {
    return site.url(path);
  }

  /** Serves a playlist as it is written. */
  public SiteResource playlist(String path, String text) {
    return site.serve(path, text.getBytes(StandardCharsets.UTF_8)).type(PLAYLIST);
  }

  /**
   * Serves segments under {@code <folder>/0}, {@code /1} and so on.
   *
   * @param folder such as {@code /film}
   */
  public List<SiteResource> segments(String folder, List<byte[]> segments) {
    List<SiteResource> served = new ArrayList<>();
    for (int i = 0; i < segments.size(); i++) {
      served.add(site.serve(folder + "/" + i, segments.get(i)));
    }
    return served;
  }

  /** The lines of a playlist for {@link #segments} of equal length, from the first to the last. */
  public static String lines(String folder, int segments, double seconds) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < segments; i++) {
      text.append(String.format(Locale.ROOT, "#EXTINF:%.3f,%n%s/%d%n", seconds, folder, i));
    }
    return text.toString();
  }

  /** A whole media playlist around such lines. */
  public static String ended(String lines) {
    return "#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-TARGETDURATION:10\n" + lines + "#EXT-X-ENDLIST\n";
  }

  /**
   * Cuts a transport stream in front of its tables of programmes, of which it needs enough.
   *
   * @throws IllegalArgumentException if it has fewer than it takes
   */
  public static List<byte[]> cutTransport(byte[] stream, int segments) {
    List<Integer> tables = new ArrayList<>();
    for (int at = 0; at + TRANSPORT_PACKET <= stream.length; at += TRANSPORT_PACKET) {
      if (stream[at] != TRANSPORT_SYNC) {
        throw new IllegalArgumentException("not a transport stream");
      }
      boolean isTable = (stream[at + 1] & 0x1f) == 0 && stream[at + 2] == 0;
      if (isTable) {
        tables.add(at);
      }
    }
    List<Integer> cuts = new ArrayList<>(List.of(0));
    for (int i = 1; i < segments; i++) {
      int wanted = i * tables.size() / segments;
      cuts.add(tables.get(wanted));
    }
    cuts.add(stream.length);
    return cut(stream, cuts);
  }

  /** Cuts an mp4 in fragments: first what is in front of them all, then each by itself. */
  public static List<byte[]> cutFragments(byte[] file) {
    List<Integer> cuts = new ArrayList<>(List.of(0));
    int at = 0;
    while (at + 8 <= file.length) {
      String type = new String(file, at + 4, 4, StandardCharsets.ISO_8859_1);
      if (type.equals("moof")) {
        cuts.add(at);
      } else if (type.equals("mfra")) {
        break;
      }
      int size = 0;
      for (int i = 0; i < 4; i++) {
        size = size << 8 | file[at + i] & 0xff;
      }
      if (size < 8) {
        throw new IllegalArgumentException("not an mp4 in fragments");
      }
      at += size;
    }
    cuts.add(at);
    return cut(file, cuts);
  }

  private static List<byte[]> cut(byte[] bytes, List<Integer> cuts) {
    List<byte[]> parts = new ArrayList<>();
    for (int i = 0; i + 1 < cuts.size(); i++) {
      if (cuts.get(i + 1) <= cuts.get(i)) {
        throw new IllegalArgumentException("too short for so many segments");
      }
      parts.add(Arrays.copyOfRange(bytes, cuts.get(i), cuts.get(i + 1)));
    }
    return parts;
  }

  /**
   * Encrypts a segment as AES-128 does: sixteen bytes of key, sixteen in front of the first block.
   */
  public static byte[] encrypted(byte[] segment, byte[] key, byte[] iv) {
    try {
      Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
      cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new IvParameterSpec(iv));
      return cipher.doFinal(segment);
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("no key or no vector of sixteen bytes", e);
    }
  }

  @Override
  public void close() {
    site.close();
  }
}
