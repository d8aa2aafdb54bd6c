package dev.sluice.shows.match;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** Titles out of a few words of each language: so few that many of them resemble each other. */
final class InventedTitles {
  private static final Map<String, List<String>> WORDS =
      Map.of(
          "en",
          words(
              "river night market city ghost island summer machine letter garden money winter"
                  + " bridge secret storm museum doctor engine mountain mirror harbour the of and"),
          "de",
          words(
              "Fluss Straße Größe Brücke Nacht Garten Geld Winter Insel Brief Maschine Berg Hafen"
                  + " Geheimnis Sturm der die und"),
          "fr",
          words(
              "rivière forêt été nuit l'île d'hiver machine lettre jardin argent pont secret orage"
                  + " musée médecin la et"),
          "es",
          words(
              "río noche mercado ciudad fantasma isla verano máquina carta jardín dinero invierno"
                  + " puente secreto niño la y"),
          "tr",
          words(
              "IRMAK Irmak gece ışık İstanbul ada yaz makine mektup bahçe para kış köprü sır"
                  + " fırtına müze dağ"),
          "ru",
          words(
              "река ночь рынок город призрак остров лето машина письмо сад деньги зима мост тайна"
                  + " буря музей"),
          "ja",
          words("川 夜 市場 都市 幽霊 島 夏 機械 手紙 庭 お金 冬 橋 秘密 嵐 ラジオ カメラ の と"),
          "zh",
          words("河流 夜晚 市场 城市 幽灵 岛屿 夏天 机器 信件 花园 金钱 冬天 桥梁 秘密 风暴"),
          "ko",
          words("강 밤 시장 도시 유령 섬 여름 기계 편지 정원 돈 겨울 다리 비밀 폭풍"));

  private static final Map<String, List<String>> MORE_WORDS =
      Map.of(
          "ar", words("النهر الليل السوق المدينة الشبح الجزيرة الصيف الآلة الرسالة الحديقة المال"),
          "hi", words("नदी रात बाज़ार शहर भूत द्वीप गर्मी मशीन चिट्ठी बगीचा पैसा सर्दी पुल"));

  private static final List<String> FIRST = words("Ann Anna Anne Hannah Jo Joan Joanna John");
  private static final List<String> LAST = words("Lee Leigh Li Lie Lees Leo Lea Leer");

  private InventedTitles() {}

  private static List<String> words(String text) {
    return List.of(text.split(" "));
  }

  /** A title that is not among the used ones, and is from now on. */
  static String one(String language, Set<String> used, Random random) {
    List<String> words = WORDS.getOrDefault(language, MORE_WORDS.get(language));
    while (true) {
      StringBuilder title = new StringBuilder();
      int count = 2 + random.nextInt(4);
      for (int at = 0; at < count; at++) {
        title.append(at == 0 ? "" : " ").append(words.get(random.nextInt(words.size())));
      }
      if (used.add(TitleNormalizer.key(title.toString()))) {
        return title.toString();
      }
    }
  }

  /** Names that differ by a letter, each once for each tenant. */
  static String name(int which, String tenant) {
    return "%s %s of %s".formatted(FIRST.get(which / 8), LAST.get(which % 8), tenant);
  }
}
