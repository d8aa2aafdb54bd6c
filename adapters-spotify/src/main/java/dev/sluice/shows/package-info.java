/** Expansion of shows into episodes: podcast feeds, Apple Podcasts and Spotify. */
@NullMarked
package dev.sluice.shows;

import org.jspecify.annotations.NullMarked;
