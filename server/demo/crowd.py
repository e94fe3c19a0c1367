"""Names of those who come with the code when the story has no more people, and the little they say."""

NAMES = (
    "Marie Krejčí", "Petr Horák", "Lucie Marková", "Tomáš Pokorný", "Veronika Hájková", "Jiří Král", "Anna Jelínková",
    "Pavel Růžička", "Kateřina Fialová", "Josef Sedláček", "Eliška Doležalová", "Václav Zeman", "Adéla Kolářová",
    "Ondřej Navrátil", "Barbora Čermáková", "Jaroslav Vaněk", "Zuzana Urbanová", "Michal Blažek", "Hana Křížová",
    "Radek Kopecký", "Simona Bartošová", "Aleš Musil", "Dana Vlčková", "Filip Šimek", "Iveta Konečná", "David Malý",
    "Renata Čechová", "Roman Holub", "Monika Štěpánková", "Vít Kadlec", "Gabriela Říhová", "Miloš Soukup",
    "Nikola Staňková", "Libor Mach", "Olga Žáková", "Stanislav Bureš", "Pavla Havlíčková", "Karel Moravec",
    "Ludmila Tichá", "Daniel Vávra", "Šárka Machová", "Robert Kratochvíl", "Blanka Hrušková", "Igor Ševčík",
    "Jitka Bednářová", "Marek Valenta", "Denisa Kubátová", "Lubomír Vacek", "Naděžda Součková", "Patrik Janda",
    "Alžběta Pešková", "Viktor Hrubý", "Tamara Benešová", "Rostislav Kos", "Žaneta Bláhová", "Emil Polák",
    "Drahomíra Sýkorová", "Hynek Vondra", "Růžena Kalinová", "Otakar Šafařík",
)  # fmt: skip

REFLECTIONS = (
    "Děkuji, že jsem mohl být u toho.",
    "Odnáším si, komu mám zavolat.",
    "Bylo dobré slyšet, co se daří.",
    "Jsem rád, že se to řeklo nahlas.",
    "Pomůžu, když bude potřeba.",
)
