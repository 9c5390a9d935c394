/**
 * Messages to a helper, written for this project. The table of src/pasted-key/bigram-score.ts is counted from them.
 * None of them is in sentences.ts, which tests the table.
 */
export const hungarian = `
jó napot kívánok segítséget szeretnék kérni mert egyszerűen nem boldogulok ezzel az új rendszerrel
tegnap óta próbálok belépni az ügyfélkapura de mindig azt írja ki hogy hibás a felhasználónév vagy a jelszó
kedves segítő a fiam szerint le kell tölteni egy alkalmazást a telefonra de én nem tudom melyik az
hol találom meg a beállítások menüt a telefonomon és utána mit kell benne megnyomni
megkaptam a levelet a hivataltól amelyben azt írták hogy januártól másképp kell bejelentkezni
nyugdíjas vagyok hetven éves és soha nem volt még ilyen készülékem kérem türelemmel magyarázza el
a képernyőn megjelent egy fekete fehér négyzet mit csináljak vele le kell fényképeznem
a lányom beállította nekem tavaly de azóta új telefont vettem és elveszett minden
nem kaptam semmilyen üzenetet pedig már háromszor kértem új megerősítő levelet
köszönöm szépen a segítséget sikerült belépni és minden rendben van
azt mondja a rendszer hogy lejárt az időkorlát és kezdjem elölről az egészet
mennyi idő alatt érkezik meg a visszaigazolás mert már egy órája várok rá
sajnos elfelejtettem a jelszavamat és a régi levelezésemhez sem férek hozzá
ha elrontom akkor kizárnak vagy újra lehet próbálkozni később
hova írjam be ezt a hosszú betűsort amit a gép kiírt nekem
kérem írja meg pontosan hogy milyen sorrendben kell a gombokat megnyomni
a férjem nevében is szeretném elintézni de neki nincs saját postafiókja
ez a program biztonságos vagy el fogják lopni az adataimat
voltam bent a kormányablakban ahol azt mondták hogy otthon is meg tudom csinálni
mindig azt írja hogy érvénytelen pedig pontosan azt gépeltem be amit láttam
már teljesen elegem van ebből az egészből miért kell ezt ennyire bonyolulttá tenni
bocsánat félreértettem azt hittem hogy ezt kell elküldeni
szia most mit tegyek tovább nyomtam de nem történik semmi
oké megvan a kép elküldtem most mi jön
még egyszer elmagyaráznád légy szíves lassabban mert nem értem
azért írok mert a könyvelőm kéri hogy regisztráljak és adjak neki meghatalmazást
a gyerekem iskolai ügyeit szeretném intézni és ahhoz kell a belépés
lehet hogy rossz helyre kattintottam és kitöröltem valamit
nem látok semmiféle gombot csak egy üres oldalt
az unokám azt tanácsolta hogy inkább menjek be személyesen és ne bajlódjak vele
ki tudja ezt helyettem megcsinálni van valaki akit fel lehet hívni telefonon
adóbevallást kell beadnom a hónap végéig és addig muszáj bejutnom
a telefonom régi és azt mondja hogy nem kompatibilis az alkalmazással
mi a különbség a kettő között és melyiket válasszam inkább
elvesztettem a telefonomat tudok valahogyan belépni nélküle
ellopták a táskámat benne volt a mobilom is most mitévő legyek
mire való ez a hosszú szám amit le kellett mentenem
kinyomtattam és beletettem a fiókba jó lesz úgy
tegnap még működött ma reggel viszont már nem enged be
az órám jól jár de a belépésnél azt írja hogy lejárt
mikor kell beírni és mennyi ideig érvényes
nem akarom megadni senkinek a személyes adataimat
honnan tudjam hogy ez nem átverés és nem csalók írnak
szeretném ha törölnének mindent amit rólam tárolnak
hogyan lehet a régi készülékről átvinni az újra
írd meg kérlek hogy mit lát a képernyőn az ember amikor odaér
valamit elrontottam mert most két sor van ugyanazzal a névvel
csak annyit ír ki hogy hiba történt próbálja meg később
na végre sikerült nagyon örülök neki áldja meg az isten
úgy látom hogy ez így nem fog menni feladom
igen azt csináltam de akkor sem jó
nem az a baj hanem hogy nem jön meg az üzenet
ugyanazt írja ki újra meg újra pedig újraindítottam a gépet
a számítógépen nyitottam meg nem a telefonon az baj
segítsen valaki mert holnap lejár a határidő és büntetést kapok
jaj istenem de nehéz ez egy öregasszonynak
miért nem lehet ezt egyszerűbben megoldani mint régen
várjál egy kicsit mert keresem a szemüvegemet
most jöttem rá hogy rossz ablakban voltam végig
itt van amit kértél remélem így már jó lesz
küldök egy képet arról amit látok
ezt kaptam és nem tudom hogy mi ez
felhívtam az ügyfélszolgálatot de fél órát vártam és senki sem vette fel
azt mondták várjak türelemmel mert túlterhelt a rendszer
szóval akkor először letöltöm utána megnyitom és beolvasom ugye
hányas gombot kell megnyomni amelyik fent van vagy amelyik lent
a nevem kovács jánosné és budapesten lakom
debrecenben szegeden miskolcon pécsett győrben kecskeméten is lehet intézni
magyarországon kívül élek németországban hogyan tudom ezt innen megcsinálni
külföldről nem tudok hazautazni csak emiatt van más lehetőség
egészségügyi adatokat szeretnék megnézni a receptjeimet és a leleteimet
a tárhelyemre érkezett valami értesítés de nem tudom megnyitni
büntetést kaptam gyorshajtásért és ott van a határozat
elköltöztem új lakcímkártyát kell igényelnem
lejárt a személyi igazolványom és a jogosítványom is
született egy unokám és segítek az anyukájának a papírokkal
özvegy vagyok egyedül élek nincs aki megmutassa
ne haragudjon hogy ennyit zavarom de tényleg nem megy
mondd már meg légy szíves mert ideges vagyok
nem fog menni hagyjuk inkább majd máskor
olyan hülye vagyok ehhez az egészhez
bárcsak visszajönne a régi jól bevált módszer
kellene nekem valami írásos útmutató nagy betűkkel
túl kicsik a betűk nem látom jól
rákattintottam a zöld gombra és eltűnt minden
a kék vagy a szürke gomb kell nekem
amikor beírom a hat számot akkor visszadob az elejére
beírtam a számokat de mire odaértem addigra megváltoztak
mindjárt lejár gyorsan kellene
kérek egy újat mert ez már nem volt jó
adj egy újabbat gyorsan
hány darab karakter van benne és milyen hosszú
kisbetűvel vagy nagybetűvel kell beírni számít az
tele van fura jelekkel ezt mind be kell gépelnem
összekevertem a kettőt az egyik a jelszó a másik a kulcs
olvastam az interneten hogy megszűnik az egész igaz ez
jövőre már csak az állampolgári alkalmazással lehet
digitális állampolgárság az mi fán terem
bekapcsoltam kikapcsoltam újratelepítettem semmi
lefagyott a telefon megint
nincs elég tárhely rajta törölnöm kell a képekből
wifi nélkül is működik vagy kell hozzá internet
mobilnettel próbáltam az is jó
számlázzák ezt vagy ingyen van
pénzt kért tőlem ez normális
bankkártya adatokat kért szerintem ez csalás
mit jelent az hogy hitelesítő alkalmazás
milyen nevet adjak neki amikor kéri
fényképezzem le a monitort vagy hogyan
lementettem galériába onnan is jó
közben hívtak telefonon és kilépett
elaludt a képernyő és most megint jelentkezzek be
van két ügyfélkapum egy régi meg egy új
megházasodtam és megváltozott a nevem
édesanyám helyett intézném ő már nem lát jól
apósomnak is kellene majd csinálni egyet
szomszédasszony ajánlotta ezt a robotot
ember ül ott vagy gép válaszol nekem
szép napot további jó munkát kívánok viszontlátásra
csókolom kézcsók üdvözlettel tisztelettel
aha értem jól van akkor megyek tovább
dehogyis hát pont ezt mondom hogy nincs ilyen
persze hogy megcsináltam már vagy tízszer
ööö most hol tartunk visszamennék egyet
kezdjük elölről az egészet
mégse kell köszi majd a gyerek megcsinálja hétvégén
gyere át és nézd meg kérlek
fogalmam sincs mit akar tőlem
utálom ezt az egész elektronikus ügyintézést
szuper nagyon jó zseniális vagy köszi köszönöm
legyen szíves küldjön nekem egy belépéshez szükséges számot
belépőkódot kérnék a nyugdíjfolyósítóhoz
rögtön kell mert itt ülök a gép előtt
tudtommal ezt tavaly márciusban beállítottam
elvileg megvan gyakorlatilag nem működik
azonosítóm megvan jelszavam megvan a harmadik micsoda
kiírja hogy túl sok sikertelen próbálkozás
blokkolták a hozzáférésemet mit lehet ilyenkor tenni
csütörtökön délután szerdán reggel pénteken este vasárnap kedden hétfőn szombaton
január február március április május június július augusztus szeptember október november december
egy kettő három négy öt hat hét nyolc kilenc tíz húsz harminc negyven ötven száz ezer
piros kék zöld sárga fehér fekete szürke barna
anyuka apuka nagymama nagypapa testvér barát szomszéd gyerek unoka feleség férj
autó ház kert kutya macska busz vonat villamos bolt posta bank iskola orvos gyógyszertár
megnéztem kiszedtem beleírtam hozzáadtam visszaléptem átmásoltam fölírtam rábíztam odaadtam eldobtam
kattints nyomd húzd írd olvasd töltsd küldd várd nézd keresd válaszd mentsd zárd
`;

export const english = `
hello i would like to get some help because i do not understand how this works and what i should do next
please tell me where to find the settings and which button should be pressed on the screen
the application says that the code is wrong although i typed exactly what was shown there
could you send me another one because the last message never arrived in my inbox
thank you very much for your help it is working now and everything looks good
i have lost my phone and cannot sign in to the account anymore what happens with my data
is this safe to use or will somebody steal my password and my identity
can my daughter do this for me instead since she knows computers better than i do
`;

export const german = `
guten tag ich brauche bitte hilfe weil ich nicht verstehe wie das hier funktioniert und was ich jetzt machen soll
wo finde ich die einstellungen und welchen knopf muss ich auf dem bildschirm drücken
die anwendung sagt dass der code falsch ist obwohl ich genau das eingegeben habe was dort steht
können sie mir bitte noch einen schicken denn die letzte nachricht ist nicht angekommen
vielen dank für ihre hilfe jetzt geht es wieder und alles sieht gut aus
ich habe mein telefon verloren und kann mich nicht mehr anmelden was passiert mit meinen daten
`;
