namespace IncidentMonitor.Locate;

/// <summary>Finds the street that a marker announces: «ул. Ленина», «Комсомольский проспект», «50 лет Октября», «мкр 3».</summary>
internal sealed class MarkedStreets(StreetNames names)
{
    /// <summary>The street whose marker stands at this word; null if none does.</summary>
    public FoundStreet? Find(List<PlaceWord> words, int at)
    {
        if (!StreetMarkers.All.TryGetValue(words[at].Key, out var marker) || (words[at].Key is "пл" or "пер" or "наб" or "пр" && !PointFollows(words, at)))
        {
            return null;
        }

        var isShort = words[at].Key.Length <= 4 && words[at].Key != "улиц";
        return NameAfter(words, at, marker, isShort) ?? NameBefore(words, at, marker);
    }

    private FoundStreet? NameAfter(List<PlaceWord> words, int at, (string Kind, Gender Gender) marker, bool isShort)
    {
        var first = at + 1;
        if (first >= words.Count || !words[first].IsClose || words[first].Gap.Contains(',') || StreetNames.IsMarker(words[first].Key) || words[first].Key == "пр"
            || (names.IsOrdinary(words[first].Key) && !(words[first].IsCapital && names.Known(words[first].Key) is not null)))
        {
            return null;
        }

        if (words[first].IsNumber)
        {
            return Numbered(words, at, marker);
        }

        var last = names.NameEnd(words, first, 4);
        // «Сакко и Ванцетти», «Минина и Пожарского».
        if (last == first && StreetNames.IsPaired(words[first].Key) && first + 2 < words.Count && words[first + 1].Key == "и" && words[first + 1].Gap == " " && words[first + 2].Gap == " " && words[first + 2].IsCapital)
        {
            last = first + 2;
        }

        var isCapital = words[last].IsCapital || words[first].IsCapital;
        if (words[last].Text.Length == 1 || (last == first && words[first].Text.Length < 3) || (isCapital && words[at].Gap == "." && words[at].Key == "проезд"))
        {
            return null;
        }

        var name = last == first ? words[first].Name : string.Join(' ', words.Skip(first).Take(last - first + 1).Select(word => word.Name));
        if (last == first && StreetNames.Adjective(words[first], marker.Gender) is { } adjective)
        {
            // «проезд детский», «улица грязная»: in lower case only an adjective of place names.
            if (!isCapital && !isShort && !StreetNames.IsNamingAdjective(words[first].Key) && HouseNumber.After(words, last) is null)
            {
                return null;
            }

            // Садовой is Садовая, but Пановой may be a woman's surname: what is no known street stays as it is written.
            var isDoubtful = words[first].Key.EndsWith("овой", StringComparison.Ordinal) || words[first].Key.EndsWith("евой", StringComparison.Ordinal);
            name = names.Known(words[first].Key) ?? (isDoubtful ? words[first].Name : adjective);
        }
        else if (last == first && StreetNames.IsPluralAdjective(words[first].Key) && marker.Kind is "микрорайон" or "квартал" or "проезд")
        {
            return null;
        }
        else if (!isCapital && !(isShort && (names.LooksLikeName(words[first].Key) || words[first].Gap == "." && words[first].Text.Length > 3)) && HouseNumber.After(words, last) is null && names.Known(PlaceWord.KeyOf(name)) is null && !names.LooksLikeName(words[last].Key))
        {
            return null;
        }

        if (!isCapital && marker.Kind is "проезд" or "тупик" or "аллея" or "площадь" or "квартал" && names.Known(PlaceWord.KeyOf(name)) is null)
        {
            return null;
        }

        // «микрорайон Вышка-2»: the number is part of the name.
        if (marker.Kind is "микрорайон" or "квартал" && last + 1 < words.Count && words[last + 1].Gap == "-" && words[last + 1].IsNumber)
        {
            return new FoundStreet(marker.Kind, $"{PlaceWord.Capitalise(name)}-{words[last + 1].Text}", null, at, last + 1, 0.9);
        }

        return Make(words, marker, at, last, PlaceWord.Capitalise(name), isCapital || isShort ? 0.95 : 0.8);
    }

    /// <summary>50 лет Октября, 1905 года, 8 Марта, 1-я Красноармейская; a number alone names only a microdistrict or a quarter.</summary>
    private static FoundStreet? Numbered(List<PlaceWord> words, int at, (string Kind, Gender Gender) marker)
    {
        var (first, last) = (at + 1, at + 2);
        var follows = last < words.Count && words[last].Gap is " " or "-" or "." && !words[last].IsNumber;
        if (follows && words[last].Key is "лет" && last + 1 < words.Count && words[last + 1].Gap == " ")
        {
            last += words[last + 1].Key is "влксм" or "ссср" || last + 2 >= words.Count || !StreetNames.Ranks.Contains(words[last + 1].Key) ? 1 : 2;
        }
        else if (!follows || !(words[last].IsCapital && !words[last].StartsSentence || words[last].Gap == "." && words[last].IsCapital && words[first].Text.Contains('-')
            || words[last].Key is "года" or "марта" or "мая" or "августа" or "июля" or "января" or "линия" or "октября" || (words[first].Text.Contains('-') && StreetNames.IsNamingAdjective(words[last].Key))))
        {
            return marker.Kind is "микрорайон" or "квартал" && words[first].Text.Length <= 4 && !HouseNumber.IsCount(words, first) ? Make(words, marker, at, first, words[first].Text, 0.8) : null;
        }

        return Make(words, marker, at, last, string.Join(' ', words.Skip(first).Take(last - first + 1).Select(word => word.Name)), 0.9);
    }

    /// <summary>Комсомольский проспект, Садовой улице, октябрьскому проспекту: the adjective stands before.</summary>
    private FoundStreet? NameBefore(List<PlaceWord> words, int at, (string Kind, Gender Gender) marker)
    {
        if (at == 0 || words[at].Gap is not " " || words[at - 1].IsNumber || names.IsOrdinary(words[at - 1].Key))
        {
            return null;
        }

        var before = words[at - 1];
        if (!before.IsCapital || before.StartsSentence ? !StreetNames.IsNamingAdjective(before.Key) : marker.Kind is "микрорайон" or "квартал" && !StreetNames.IsNamingAdjective(before.Key))
        {
            return null;
        }

        return StreetNames.Adjective(before, marker.Gender) is { } name && !names.IsOrdinary(PlaceWord.KeyOf(name))
            ? Make(words, marker, at - 1, at, PlaceWord.Capitalise(name), before.IsCapital ? 0.9 : 0.8)
            : null;
    }

    private static FoundStreet Make(List<PlaceWord> words, (string Kind, Gender Gender) marker, int first, int last, string name, double certainty)
    {
        if (HouseNumber.After(words, last) is { } house)
        {
            return new FoundStreet(marker.Kind, name, house.Text, first, house.Index, Math.Min(1, certainty + 0.05));
        }

        return HouseNumber.Before(words, first) is { } earlier
            ? new FoundStreet(marker.Kind, name, earlier.Text, earlier.Index, last, Math.Min(1, certainty + 0.05))
            : new FoundStreet(marker.Kind, name, null, first, last, certainty);
    }

    private static bool PointFollows(List<PlaceWord> words, int at) => at + 1 < words.Count ? words[at + 1].Gap.StartsWith('.') : at > 0;
}
