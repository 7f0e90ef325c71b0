namespace IncidentMonitor.Locate;

/// <summary>Finds streets without a marker, by a common name or its form, with a preposition before it or a house behind.</summary>
internal sealed class BareStreets(StreetNames names)
{
    /// <summary>«на Ленина», «Свердлова 6Б»: a common name with a preposition before or a house behind; an unknown one with a house only.</summary>
    public FoundStreet? Find(List<PlaceWord> words, int at)
    {
        var word = words[at];
        if (word.IsNumber || word.Key.Length < 4 && !word.IsCapital || StreetNames.IsMarker(word.Key))
        {
            return null;
        }

        var last = at;
        var known = names.Known(word.Key);
        if (names.StartsKnown(word.Key) && at + 1 < words.Count && words[at + 1].Gap == " " && names.Known($"{word.Key} {words[at + 1].Key}") is { } two)
        {
            (last, known) = (at + 1, two);
        }

        var house = HouseNumber.After(words, last);
        var before = at > 0 && word.Gap == " " ? words[at - 1].Key : "";
        if (known is not null)
        {
            return house is not null && (word.IsCapital || StreetNames.IsSurnameForm(word.Key) || last > at || StreetNames.IsNamingAdjective(word.Key) || before is "на" or "по" or "ул")
                || IsLedKnown(words, at, last, before)
                ? new FoundStreet(null, known, house?.Text, at, house?.Index ?? last, house is null ? 0.7 : 0.85)
                : null;
        }

        if (names.IsOrdinary(word.Key))
        {
            return null;
        }

        if (house is null)
        {
            return Led(words, at, before);
        }

        // «по адресу Шмидта 37», «в доме Обвинская 10»: announced, so that the ending need prove nothing.
        if (word.IsCapital && word.Text.Length > 3 && before is "адресу" or "доме" or "дома" or "дому" && !word.StartsSentence)
        {
            return new FoundStreet(null, StreetNames.Adjective(word, Gender.Feminine) ?? word.Name, house.Value.Text, at, house.Value.Index, 0.75);
        }

        if (word.IsCapital)
        {
            last = names.NameEnd(words, at, 4);
        }

        if (word.IsCapital ? !StreetNames.LooksLikeStreet(words[last].Key) && last == at : !(word.Key.Length > 6 && (word.Key.EndsWith("ская", StringComparison.Ordinal) || word.Key.EndsWith("ской", StringComparison.Ordinal))))
        {
            return null;
        }

        return new FoundStreet(null, PlaceWord.Capitalise(StreetNames.Adjective(word, Gender.Feminine) ?? word.Name), house.Value.Text, at, house.Value.Index, 0.7);
    }

    /// <summary>
    /// «на Уинской.», «по Плеханова», «на Малой Ямской», «на Героев Хасана», «от Соликамской до Ивановской»: what can hardly be anything else, by its
    /// ending, its capital and the preposition.
    /// </summary>
    private FoundStreet? Led(List<PlaceWord> words, int at, string before)
    {
        var word = words[at];
        if (before.Length == 0)
        {
            return null;
        }

        if (before is "на" or "по" or "с" or "от" or "до" or "у" && ((StreetNames.Ranks.Contains(word.Key) && word.Key is not ("им" or "имени" or "святого" or "станция" or "доктора" or "профессора" or "генерала")) || names.IsGivenName(word.Key) || (StreetNames.IsFirstPart(word.Key) && word.IsCapital)))
        {
            var end = names.NameEnd(words, at, 3);
            var surname = words[end];
            // Героев Хасана, Богдана Хмельницкого; «на Ивана Петрова» after a complaint is a person.
            return end > at && surname.Text.Length > 3 && (surname.IsCapital || StreetNames.IsSurnameForm(surname.Key)) && !IsComplaintOf(words, at) && !PlaceWord.IsPatronymic(surname.Key)
                && (!StreetNames.IsFirstPart(word.Key) || names.PhraseEnds(words, end))
                ? new FoundStreet(null, StreetNames.IsFirstPart(word.Key) ? Both(word, surname) : PlaceWord.Capitalise($"{word.Name} {surname.Name}"), HouseNumber.After(words, end)?.Text, at, HouseNumber.After(words, end)?.Index ?? end, 0.6)
                : null;
        }

        if (!word.IsCapital || word.StartsSentence)
        {
            return null;
        }

        // «На Сапфирную поставьте остановку».
        if (before is "на" && word.Key.Length > 6 && word.Key.EndsWith("ную", StringComparison.Ordinal) && (names.PhraseEnds(words, at) || PlaceShape.IsVerb(words[at + 1].Key)))
        {
            return new FoundStreet(null, StreetNames.Adjective(word, Gender.Feminine) ?? word.Name, null, at, at, 0.55);
        }

        var isAdjective = word.Key.Length > 6 && (word.Key.EndsWith("ской", StringComparison.Ordinal) || word.Key.EndsWith("цкой", StringComparison.Ordinal));
        if (isAdjective)
        {
            return before is "на" or "по" or "пересечении" or "перекрестке" or "углу" or "угол" or "до" or "от" or "с" or "у" or "и" or "вдоль" && names.PhraseEnds(words, at)
                ? new FoundStreet(null, StreetNames.Adjective(word, Gender.Feminine) ?? word.Name, null, at, at, 0.6)
                : null;
        }

        if (!StreetNames.IsSurnameForm(word.Key) || PlaceWord.IsPatronymic(word.Key))
        {
            return null;
        }

        // «по Плеханова»; «На Карпинского, где почта»: but a complaint or an insult is «на Иванова» too, and a second capital makes a person.
        var isAlone = at + 1 >= words.Count || words[at + 1].Gap != " " || !words[at + 1].IsCapital;
        return before is "по" or "пересечении" or "перекрестке" or "углу" || (before is "на" && isAlone && !IsComplaintOf(words, at))
            ? new FoundStreet(null, word.Name, null, at, at, 0.6)
            : null;
    }

    private static string Both(PlaceWord first, PlaceWord second) =>
        $"{StreetNames.Adjective(first, Gender.Feminine) ?? first.Name} {StreetNames.Adjective(second, Gender.Feminine) ?? second.Name}";

    /// <summary>«жалоба на Иванова», «надеюсь на Петрова»: who is meant, not where.</summary>
    private static bool IsComplaintOf(List<PlaceWord> words, int at)
    {
        for (var i = Math.Max(0, at - 4); i < at - 1; i++)
        {
            if (Complaints.Any(stem => words[i].Key.StartsWith(stem, StringComparison.Ordinal)))
            {
                return true;
            }
        }

        return false;
    }

    private static readonly string[] Complaints = ["жал", "обид", "надея", "надею", "надеж", "заявлени", "претензи", "руга", "орет", "орал", "крич", "дело", "дела", "подал", "подат", "напал", "нападени", "повли", "ссыла", "похож", "управ", "врач", "кричал", "запис"];

    private bool IsLedKnown(List<PlaceWord> words, int at, int last, string before)
    {
        var key = words[at].Key;
        var isAdjective = Inflection.AdjectiveNominative(key, Gender.Feminine) is not null;
        return isAdjective
            ? words[at].IsCapital && key[^1] == 'й' && (before is "на" or "по" || before is "с" or "до" or "от" && words[at].IsCapital && key.EndsWith("ской", StringComparison.Ordinal)) && names.PhraseEnds(words, last)
            : before is "на" or "по" && (words[at].IsCapital || StreetNames.IsSurnameForm(key))
                || before is "до" or "от" or "перекресток" or "перекрестке" or "пересечении" or "угол" or "углу" or "адресу" && words[at].IsCapital;
    }
}
