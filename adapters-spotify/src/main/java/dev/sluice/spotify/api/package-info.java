/** Services that know shows, and what they tell of them. */
package dev.sluice.spotify.api;
