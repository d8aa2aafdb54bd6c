package dev.sluice.app.settings;

/**
 * The text of a setting, and its source.
 *
 * @param text not blank
 * @param where the name that the operator used, such as {@code SLUICE_PORT}
 */
record SettingValue(String text, String where) {}
