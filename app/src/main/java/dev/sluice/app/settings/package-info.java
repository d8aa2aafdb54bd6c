/** What the operator decides: each setting under one name in three spellings. */
package dev.sluice.app.settings;
