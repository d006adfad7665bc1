"""What the platforms of the field write: GoGoCarto, YesWiki, Overpass and others."""
