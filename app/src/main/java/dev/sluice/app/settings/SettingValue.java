package dev.sluice.app.settings;

/**
 * A setting's text and where it was found.
 *
 * @param text not blank
 * @param where as the operator knows it, such as {@code SLUICE_PORT}
 */
record SettingValue(String text, String where) {}
